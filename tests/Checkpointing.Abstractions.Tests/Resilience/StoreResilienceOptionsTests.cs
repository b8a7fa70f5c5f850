using Checkpointing.Resilience;

namespace Checkpointing.Abstractions.Tests.Resilience;

public sealed class StoreResilienceOptionsTests
{
    [Fact]
    public void Defaults_are_the_named_ones()
    {
        StoreResilienceOptions options = new();

        options.OperationTimeout.ShouldBe(StoreResilienceOptions.DefaultOperationTimeout);
        options.AttemptTimeout.ShouldBe(StoreResilienceOptions.DefaultAttemptTimeout);
        options.MaxRetries.ShouldBe(StoreResilienceOptions.DefaultMaxRetries);
        options.RetryDelay.ShouldBe(StoreResilienceOptions.DefaultRetryDelay);
        options.MaxRetryDelay.ShouldBe(StoreResilienceOptions.DefaultMaxRetryDelay);
        StoreResilienceOptions.DefaultOperationTimeout.ShouldBe(TimeSpan.FromSeconds(15));
        StoreResilienceOptions.DefaultAttemptTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        StoreResilienceOptions.DefaultMaxRetries.ShouldBe(5);
        StoreResilienceOptions.DefaultRetryDelay.ShouldBe(TimeSpan.FromMilliseconds(100));
        StoreResilienceOptions.DefaultMaxRetryDelay.ShouldBe(TimeSpan.FromSeconds(2));
    }
}
