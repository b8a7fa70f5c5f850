using Azure.Messaging.EventHubs;
using Checkpointing;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

/// <summary>Before a partition is handed over on request, what was begun is finished and stored, as far as the time limits allow.</summary>
public sealed class DrainTests
{
    private static readonly TimeSpan HandlerStopTimeout = TimeSpan.FromSeconds(60);

    private readonly DrivenProcessor _driven = new("every 1000 events", options =>
    {
        options.HandlerStopTimeout = HandlerStopTimeout;
        options.HandoverTimeout = TimeSpan.FromSeconds(120);
    });

    private readonly TaskCompletionSource _handler = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_handler_has_all_the_time_for_its_end_that_it_has_at_a_stop()
    {
        Task delivery = await AskAsync((_, _) => { });
        DateTimeOffset asked = _driven.Clock.GetUtcNow();
        await _driven.AdvanceUntilAsync(() => _driven.Clock.GetUtcNow() - asked >= HandlerStopTimeout / 2, TimeSpan.FromSeconds(1), "half of its time");
        _handler.SetResult();
        await delivery;
        await UntilReleasedAsync();
        _driven.Store.Calls[^2..].ShouldBe(["write 0@4", "release 0"]);
    }

    [Fact]
    public async Task What_is_finished_is_stored_also_if_a_handler_does_not_end_in_time()
    {
        await AskAsync((events, context) =>
        {
            foreach (EventData eventData in events.Take(3))
            {
                context.MarkProcessed(eventData);
            }
        });
        await UntilReleasedAsync();
        _driven.Store.Calls[^2..].ShouldBe(["write 0@2", "release 0"]);
        _handler.SetResult();
    }

    /// <summary>Has another processor ask for a partition in the middle of a batch.</summary>
    /// <returns>The batch, which ends when the test lets the handler go.</returns>
    private async Task<Task> AskAsync(Action<IReadOnlyList<EventData>, Checkpointing.Processor.Handling.ProcessingContext> begin)
    {
        _driven.Processor.Handler = (events, context, _) =>
        {
            begin(events, context);
            return _handler.Task;
        };
        await _driven.Processor.ClaimNewAsync("0", "1");
        Task delivery = _driven.Processor.DeliverAsync(await _driven.Processor.InitializeAsync("0"), Events.Range(0, 5));
        await _driven.Memory.RequestOwnershipAsync(TestProcessor.TheGroup, [new OwnershipRequest("0", "me", "other")], default);
        await _driven.Processor.ListAsync();
        return delivery;
    }

    private Task UntilReleasedAsync() =>
        _driven.AdvanceUntilAsync(() => _driven.Store.Calls.Contains("release 0"), TimeSpan.FromSeconds(1), "the release");
}
