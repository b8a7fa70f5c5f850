using System.ComponentModel;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Where a batch goes and how large it may become.</summary>
public class CreateBatchOptions : SendEventOptions
{
    private long? _maximumSizeInBytes;

    /// <summary>Makes options with the default values.</summary>
    public CreateBatchOptions()
    {
    }

    /// <summary>The largest size of the batch in bytes; 24 or more, the limit of the service unless set.</summary>
    public long? MaximumSizeInBytes
    {
        get => _maximumSizeInBytes;
        set
        {
            if (value.HasValue)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(value.Value, EventHubProducerClient.MinimumBatchSizeInBytes, nameof(MaximumSizeInBytes));
            }

            _maximumSizeInBytes = value;
        }
    }

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();

    internal CreateBatchOptions Clone() => (CreateBatchOptions)MemberwiseClone();
}
