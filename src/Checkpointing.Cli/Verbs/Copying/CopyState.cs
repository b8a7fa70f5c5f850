using System.Text.Json.Serialization;
using Checkpointing.Cli.Json;

namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>How the checkpoint of a partition stands in one place against another.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<CopyState>))]
internal enum CopyState
{
    /// <summary>The same in both.</summary>
    Same,

    /// <summary>The target has none.</summary>
    Missing,

    /// <summary>The target stands further back.</summary>
    Behind,

    /// <summary>The target stands further on.</summary>
    Ahead,

    /// <summary>They cannot be compared: one has no sequence number, or the offsets of one number differ, as those of different hubs do.</summary>
    Different,

    /// <summary>The source has none, and the target has one.</summary>
    Extra,
}
