namespace Checkpointing.Telemetry;

/// <summary>Hears whether the store answers. Called from wherever the store is called: be quick, and do not throw.</summary>
internal interface IStoreCallObserver
{
    /// <summary>The store answered.</summary>
    /// <param name="fault">A fault of a single partition, if there was one.</param>
    void OnAnswer(CheckpointStoreException? fault);

    /// <summary>The store did not answer, or failed for all that was asked.</summary>
    void OnFailure(Exception exception);
}
