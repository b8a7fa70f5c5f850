using System.Runtime.InteropServices;

namespace Checkpointing.Blob.Requests;

/// <summary>The answer to a conditional write.</summary>
/// <param name="IsDone">Whether it was made; otherwise its condition did not hold.</param>
/// <param name="ETag">The blob's new version, empty if the write was not made.</param>
/// <param name="LastModified">The time of the write, corrected to the caller's clock.</param>
/// <param name="StoreTime">The same by the service's clock.</param>
/// <param name="IsUnclear">Whether an earlier attempt remained without an answer, so that a refusal may be due to its success.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BlobWritten(bool IsDone, string ETag, DateTimeOffset LastModified, DateTimeOffset StoreTime, bool IsUnclear)
{
    /// <summary>The condition did not hold.</summary>
    public static BlobWritten Refused(bool isUnclear) => new(IsDone: false, ETag: "", LastModified: default, StoreTime: default, isUnclear);
}
