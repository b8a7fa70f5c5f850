namespace Checkpointing.Cosmos.Documents;

/// <summary>A document holds what no version of this store writes, or belongs to a newer one.</summary>
internal sealed class DamagedDocumentException : Exception
{
    public DamagedDocumentException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
