using System.Text.Json.Serialization;
using Checkpointing.Cli.Json;

namespace Checkpointing.Cli.Verbs.Doctoring;

/// <summary>How something is that was looked at.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FindingLevel>))]
internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, and could be better, or could not be looked at.</summary>
    Advice,

    /// <summary>It does not work like this.</summary>
    Error,
}
