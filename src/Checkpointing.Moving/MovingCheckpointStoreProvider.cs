using Checkpointing.Backends;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Moving;

/// <summary>
/// Makes a pair of stores from configuration: <c>"Checkpointing": { "Store": "Moving", "Moving": { "Leader": "From", "From": { "Store": "Blob", "Blob": { … } }, "To": { "Store":
/// "Postgres", "Postgres": { … } } } }</c>. <c>From</c> and <c>To</c> hold what the section <c>Checkpointing</c> holds when there is one store.
/// </summary>
public sealed class MovingCheckpointStoreProvider : ICheckpointStoreProvider
{
    /// <summary>The name under which configuration selects the pair of stores.</summary>
    public const string StoreName = "Moving";

    private const string LeaderKey = "Leader";
    private const string FromKey = nameof(MovingLeader.From);
    private const string ToKey = nameof(MovingLeader.To);

    /// <inheritdoc/>
    public string Name => StoreName;

    /// <inheritdoc/>
    public ICheckpointStore Create(IServiceProvider services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        MovingLeader leader = Leader(section);
        ICheckpointStore from = CheckpointStoreCatalog.Create(services, section.GetSection(FromKey));
        ICheckpointStore to = CheckpointStoreCatalog.Create(services, section.GetSection(ToKey));
        return new MovingCheckpointStore(
            from, to, leader, ownsStores: true, services.GetService<TimeProvider>(), services.GetService<ILogger<MovingCheckpointStore>>());
    }

    private static MovingLeader Leader(IConfigurationSection section)
    {
        string? given = section[LeaderKey];
        SettingsViolations violations = new(section.Path);
        foreach (IConfigurationSection child in section.GetChildren())
        {
            violations.Unless(
                Array.Exists([LeaderKey, FromKey, ToKey], key => key.Equals(child.Key, StringComparison.OrdinalIgnoreCase)),
                child.Key,
                given: null,
                $"there is no such setting; there are {LeaderKey}, {FromKey} and {ToKey}.");
        }

        MovingLeader leader = Enum.GetValues<MovingLeader>().FirstOrDefault(value => value.ToString().Equals(given?.Trim(), StringComparison.OrdinalIgnoreCase));
        violations.Unless(
            leader.ToString().Equals(given?.Trim(), StringComparison.OrdinalIgnoreCase),
            LeaderKey,
            given,
            $"'{FromKey}' as long as any process knows the old store only, and '{ToKey}' as soon as every process runs with '{FromKey}' here.");
        violations.ThrowIfAny<MovingCheckpointStore>();
        return leader;
    }
}
