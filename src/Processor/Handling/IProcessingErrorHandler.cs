namespace Checkpointing.Processor.Handling;

/// <summary>What a handler may implement besides, to hear of errors. They are logged in any case.</summary>
public interface IProcessingErrorHandler
{
    /// <summary>Called for each error: of a handler, of the event hub, of the store. May be called at any time, also several times at once.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="partitionId">The partition, or null if it concerns none in particular.</param>
    /// <param name="operation">What was being done, for people to read.</param>
    /// <param name="cancellationToken">Not cancelled.</param>
    Task HandleErrorAsync(Exception exception, string? partitionId, string operation, CancellationToken cancellationToken);
}
