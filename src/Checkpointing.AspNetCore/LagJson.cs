using System.Text.Json.Serialization;

namespace Checkpointing.AspNetCore;

/// <summary>How the answers are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LagResponse))]
[JsonSerializable(typeof(LagError))]
internal sealed partial class LagJson : JsonSerializerContext;
