using System.Text.Json.Serialization;
using Checkpointing.Cli.Json;

namespace Checkpointing.Cli.Verbs.Dashboard.Watching;

/// <summary>How partitions changed hands.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<TakeoverKind>))]
internal enum TakeoverKind
{
    /// <summary>Somebody took what nobody had.</summary>
    Claimed,

    /// <summary>Somebody took what another one had.</summary>
    TakenOver,

    /// <summary>Its owner took it anew, as after a restart.</summary>
    Restarted,

    /// <summary>Its owner gave it up.</summary>
    GivenUp,

    /// <summary>It was rewound, which leaves it to whoever claims it next.</summary>
    Rewound,
}
