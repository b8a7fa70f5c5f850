using Checkpointing.Conformance;
using Checkpointing.Processor.Receiving;
using Processor.Tests.Support;

namespace Processor.Tests.Handling;

public sealed class StopSignalsTests
{
    [Fact]
    public async Task What_a_callback_throws_when_a_session_is_told_to_end_is_heard_of()
    {
        var failed = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var signals = new StopSignals(() => TimeSpan.Zero, new ManualTimeProvider(), failed.SetResult);
        signals.Stopping.Register(() => throw new InvalidOperationException("a callback of a handler's"));
        signals.Stop();

        await Eventually.UntilAsync(() => failed.Task.IsCompleted, "the word of it");
        (await failed.Task).InnerException!.Message.ShouldBe("a callback of a handler's");
    }
}
