using System.Text.Json.Serialization;
using Checkpointing.Cli.Json;

namespace Checkpointing.Cli.Verbs.Lag;

/// <summary>How a partition does.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LagState>))]
internal enum LagState
{
    /// <summary>All of its events are processed, or an owner is at it.</summary>
    Ok,

    /// <summary>Events have waited for longer than --stuck-after, and the checkpoint has not moved for as long.</summary>
    Stuck,

    /// <summary>The checkpoint has not moved for --stuck-after and events wait, but whether they have for as long is not known: the oldest was not read.</summary>
    MaybeStuck,

    /// <summary>Events wait, and nobody alive owns it.</summary>
    NoOwner,

    /// <summary>There is no checkpoint: all that the hub has counts as waiting.</summary>
    NoCheckpoint,

    /// <summary>Events behind the checkpoint have expired, unprocessed.</summary>
    Lost,

    /// <summary>The checkpoint lies beyond the newest event: the hub was made anew, or failed over.</summary>
    Beyond,

    /// <summary>The record of the store cannot be read.</summary>
    Unreadable,
}
