namespace Checkpointing.AspNetCore;

/// <summary>What the endpoint answers when it cannot tell.</summary>
internal sealed record LagError(string Error);
