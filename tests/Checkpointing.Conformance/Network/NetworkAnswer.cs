namespace Checkpointing.Conformance.Network;

/// <summary>What a call through a broken network came to: a result, or the fault that the store reported in its place.</summary>
/// <param name="Result">The result; null for a claim that was lost, a checkpoint that was not there, or a fault.</param>
/// <param name="Fault">The fault, or null if the store answered.</param>
/// <typeparam name="T">The result.</typeparam>
internal sealed record NetworkAnswer<T>(T? Result, CheckpointStoreException? Fault)
    where T : class
{
    /// <summary>Makes a call and takes its answer apart.</summary>
    public static async Task<NetworkAnswer<T>> OfAsync(Func<Task<PartitionResults<T>>> call)
    {
        try
        {
            PartitionResults<T> results = await call();
            return new NetworkAnswer<T>(results.Items.SingleOrDefault(), results.Faults.SingleOrDefault());
        }
        catch (CheckpointStoreException exception)
        {
            return new NetworkAnswer<T>(null, exception);
        }
    }
}
