namespace Checkpointing.Redis;

/// <summary>A hash holds a value that no version of this store writes, or that a newer one wrote.</summary>
internal sealed class RedisRecordException : Exception
{
    public RedisRecordException(string value)
        : base($"the record holds {Beginning(value)}, which this version of the store does not write. It was left as it is; repair it, or delete the field.")
    {
    }

    private static string Beginning(string value) => value.Length <= 200 ? $"'{value}'" : $"'{value[..200]}…'";
}
