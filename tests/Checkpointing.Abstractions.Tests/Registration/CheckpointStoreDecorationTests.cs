using Checkpointing.Memory;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Checkpointing.Abstractions.Tests.Registration;

public sealed class CheckpointStoreDecorationTests
{
    private static readonly ConsumerGroup Group = new("ns", "hub", "group");

    private readonly List<string> _log = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_go_through_the_decorators_from_the_last_to_the_first()
    {
        await using ServiceProvider services = Configured()
            .DecorateCheckpointStore((_, store) => new NotingStore("inner", store, _log))
            .DecorateCheckpointStore((_, store) => new NotingStore("outer", store, _log))
            .BuildServiceProvider();

        await services.GetRequiredService<ICheckpointStore>().ListOwnershipAsync(Group, Token);

        _log.ShouldBe(["outer lists", "inner lists"]);
    }

    [Fact]
    public async Task What_the_decorator_lacks_is_the_stores()
    {
        await using ServiceProvider services = Configured().DecorateCheckpointStore((_, store) => new NotingStore("it", store, _log)).BuildServiceProvider();
        ICheckpointStore store = services.GetRequiredService<ICheckpointStore>();

        await ((ICheckpointStoreProvisioner)store).ProvisionAsync(Token);
        await ((ICheckpointStoreProvisioner)store).VerifyAsync(Token);
        IOwnershipRequestStore requests = store.ShouldBeAssignableTo<IOwnershipRequestStore>()!;
        requests.HoldsRequests.ShouldBeTrue();
        await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "a", "a-1", null)], Token);
        (await requests.RequestOwnershipAsync(Group, [new OwnershipRequest("0", "a", "b")], Token)).Items.ShouldHaveSingleItem().RequestedBy.ShouldBe("b");
        await ((ICheckpointStoreOperator)store).RewindAsync(Group, [new PartitionRewind("0", 7, null, "tool")], Token);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(7);
        (await ((ICheckpointStoreOperator)store).ListGroupsAsync(Token)).ShouldHaveSingleItem();
        (await ((ICheckpointStoreOperator)store).DeleteGroupAsync(Group, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task A_decorator_that_has_everything_is_resolved_as_it_is()
    {
        InMemoryCheckpointStore own = new();
        await using ServiceProvider services = Configured().DecorateCheckpointStore((_, _) => own).BuildServiceProvider();

        services.GetRequiredService<ICheckpointStore>().ShouldBeSameAs(own);
    }

    [Fact]
    public async Task A_store_that_has_no_more_than_the_core_does_not_pretend_to()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ICheckpointStore>(new NotingStore("store", new InMemoryCheckpointStore(), _log))
            .DecorateCheckpointStore((_, store) => new NotingStore("decorator", store, _log))
            .BuildServiceProvider();

        services.GetRequiredService<ICheckpointStore>().ShouldBeOfType<NotingStore>();
    }

    [Fact]
    public async Task A_store_that_holds_no_requests_holds_none_behind_a_decorator_either()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ICheckpointStore>(new OperatorsStore(new InMemoryCheckpointStore()))
            .DecorateCheckpointStore((_, store) => new NotingStore("decorator", store, _log))
            .BuildServiceProvider();
        IOwnershipRequestStore requests = services.GetRequiredService<ICheckpointStore>().ShouldBeAssignableTo<IOwnershipRequestStore>()!;

        requests.HoldsRequests.ShouldBeFalse();
        await Should.ThrowAsync<NotSupportedException>(() => requests.RequestOwnershipAsync(Group, [new OwnershipRequest("0", "a", "b")], Token));
    }

    [Fact]
    public async Task The_container_disposes_the_decorators_before_the_store_each_once()
    {
        ServiceProvider services = new ServiceCollection()
            .AddSingleton<ICheckpointStore>(_ => new NotingStore("store", new InMemoryCheckpointStore(), _log))
            .DecorateCheckpointStore((_, store) => new NotingStore("inner", store, _log))
            .DecorateCheckpointStore((_, store) => new NotingStore("outer", store, _log))
            .BuildServiceProvider();
        services.GetRequiredService<ICheckpointStore>();
        services.GetRequiredService<ICheckpointStore>();

        await services.DisposeAsync();

        _log.ShouldBe(["outer disposed", "inner disposed", "store disposed"]);
    }

    [Fact]
    public async Task A_decorator_that_hides_something_is_disposed_too()
    {
        ServiceProvider services = Configured().DecorateCheckpointStore((_, store) => new NotingStore("decorator", store, _log)).BuildServiceProvider();
        services.GetRequiredService<ICheckpointStore>().ShouldBeAssignableTo<ICheckpointStoreOperator>();

        await services.DisposeAsync();

        _log.ShouldBe(["decorator disposed"]);
    }

    [Fact]
    public async Task An_instance_of_the_programs_own_is_not_disposed()
    {
        ServiceProvider services = new ServiceCollection()
            .AddSingleton<ICheckpointStore>(new NotingStore("own", new InMemoryCheckpointStore(), _log))
            .DecorateCheckpointStore((_, store) => new NotingStore("decorator", store, _log))
            .BuildServiceProvider();
        services.GetRequiredService<ICheckpointStore>();

        await services.DisposeAsync();

        _log.ShouldBe(["decorator disposed"]);
    }

    [Fact]
    public void Without_a_store_there_is_nothing_to_decorate() =>
        Should.Throw<InvalidOperationException>(() => new ServiceCollection().DecorateCheckpointStore((_, store) => store))
            .Message.ShouldContain(nameof(CheckpointStoreServiceCollectionExtensions.AddCheckpointStore));

    private static IServiceCollection Configured() => new ServiceCollection().AddCheckpointStore(
        new ConfigurationBuilder().AddInMemoryCollection([new("Checkpointing:Store", "InMemory")]).Build());
}
