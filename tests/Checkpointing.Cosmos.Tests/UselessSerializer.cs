using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos.Tests;

/// <summary>A serializer that can do nothing.</summary>
public sealed class UselessSerializer : CosmosSerializer
{
    public override T FromStream<T>(Stream stream) => throw new NotSupportedException("Nobody should ask this serializer.");

    /// <remarks>The client library itself asks for a query's parameters.</remarks>
    public override Stream ToStream<T>(T input) => input is string text
        ? new MemoryStream(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(text))
        : throw new NotSupportedException("Nobody should ask this serializer.");
}
