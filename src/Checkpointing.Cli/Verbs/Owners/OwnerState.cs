using System.Text.Json.Serialization;
using Checkpointing.Cli.Json;

namespace Checkpointing.Cli.Verbs.Owners;

/// <summary>Whether somebody holds a partition.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OwnerState>))]
internal enum OwnerState
{
    /// <summary>Nobody does: it was given up or rewound.</summary>
    Free,

    /// <summary>Its owner renews it.</summary>
    Live,

    /// <summary>Its owner has not renewed it for too long: any processor takes it over.</summary>
    Expired,
}
