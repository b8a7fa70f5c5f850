using System.Text.Json.Serialization;
using Checkpointing.Cli.Verbs.Copying;
using Checkpointing.Cli.Verbs.Dashboard;
using Checkpointing.Cli.Verbs.Dashboard.Rewinding;
using Checkpointing.Cli.Verbs.Dashboard.State;
using Checkpointing.Cli.Verbs.Deleting;
using Checkpointing.Cli.Verbs.Doctoring;
using Checkpointing.Cli.Verbs.Groups;
using Checkpointing.Cli.Verbs.Lag;
using Checkpointing.Cli.Verbs.Listing;
using Checkpointing.Cli.Verbs.Owners;
using Checkpointing.Cli.Verbs.Provisioning;
using Checkpointing.Cli.Verbs.Releasing;
using Checkpointing.Cli.Verbs.Rewinding;

namespace Checkpointing.Cli.Json;

/// <summary>
/// The documents that <c>--json</c> writes, as docs/operating.md describes them: names in camel case, times as ISO 8601 in UTC, durations in seconds, and null for what is not known.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GroupsReport))]
[JsonSerializable(typeof(CheckpointsReport))]
[JsonSerializable(typeof(OwnersReport))]
[JsonSerializable(typeof(LagReport))]
[JsonSerializable(typeof(RewindDocument))]
[JsonSerializable(typeof(CopyReport))]
[JsonSerializable(typeof(CheckpointFile))]
[JsonSerializable(typeof(DeleteReport))]
[JsonSerializable(typeof(ReleaseReport))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(ProvisionReport))]
[JsonSerializable(typeof(DashboardStart))]
[JsonSerializable(typeof(DashboardSession))]
[JsonSerializable(typeof(DashboardState))]
[JsonSerializable(typeof(DashboardPlan))]
[JsonSerializable(typeof(DashboardError))]
[JsonSerializable(typeof(RewindRequest))]
[JsonSerializable(typeof(ApplyRequest))]
internal sealed partial class CliJson : JsonSerializerContext;
