namespace Checkpointing.Blob.Requests;

/// <summary>A blob as one response showed it.</summary>
/// <param name="ETag">Its version.</param>
/// <param name="LastModified">When it was last written, corrected to the caller's clock.</param>
/// <param name="StoreTime">The same by the service's clock.</param>
/// <param name="Metadata">Its metadata; keys compare without case.</param>
/// <param name="ContentLength">The length of its body in bytes.</param>
internal sealed record BlobRecord(string ETag, DateTimeOffset LastModified, DateTimeOffset StoreTime, IReadOnlyDictionary<string, string> Metadata, long ContentLength);
