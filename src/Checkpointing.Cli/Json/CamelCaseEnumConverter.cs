using System.Text.Json;
using System.Text.Json.Serialization;

namespace Checkpointing.Cli.Json;

/// <summary>Writes the members of an enumeration as texts in camel case, like all names of a document.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
