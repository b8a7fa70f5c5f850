using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Processor.Tests.Support;

/// <summary>What stands between a session and a handler, for tests that play the processor.</summary>
internal static class Dispatchers
{
    /// <summary>Calls a handler once for each event, whether it fails or not.</summary>
    public static EventDispatcher WithoutRetries(object handler) => new(
        handler,
        new HandlingSettings(new EventHubsProcessorOptions { HandlerRetry = { MaxRetries = 0 } }, sink: null, TimeProvider.System, NullLogger.Instance));
}
