using System.Globalization;
using Checkpointing.Cli.Settings;

namespace Checkpointing.Cli.Verbs.Doctoring;

/// <summary>Looks at a store: whether and how fast it answers, what it finds wanting itself, its clock, and, when asked to, whether it takes writes.</summary>
internal sealed class StoreCheckup(StoreSession session, TimeProvider clock)
{
    private const int Questions = 5;

    private static readonly TimeSpan SlowAnswer = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ToldDifference = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WrongClock = TimeSpan.FromSeconds(5);

    /// <summary>A group that nobody has, for questions and for trying to write.</summary>
    private readonly ConsumerGroup _probe = ProbeGroup.Make();

    /// <summary>How long the store takes to answer, by the median; null if it does not.</summary>
    public double? LatencyMilliseconds { get; private set; }

    /// <summary>By how much its clock is ahead; null if that is not known.</summary>
    public double? ClockDifferenceSeconds { get; private set; }

    /// <summary>Whether it answers.</summary>
    public async Task<Finding> ReachAsync(CancellationToken cancellationToken)
    {
        try
        {
            long start = clock.GetTimestamp();
            await session.Store.ListOwnershipAsync(_probe, cancellationToken).ConfigureAwait(false);
            TimeSpan first = clock.GetElapsedTime(start);
            List<TimeSpan> times = [];
            for (int question = 0; question < Questions; question++)
            {
                start = clock.GetTimestamp();
                await session.Store.ListOwnershipAsync(_probe, cancellationToken).ConfigureAwait(false);
                times.Add(clock.GetElapsedTime(start));
            }

            TimeSpan median = times.Order().ElementAt(Questions / 2);
            LatencyMilliseconds = Math.Round(median.TotalMilliseconds, 2);
            string figures = string.Create(
                CultureInfo.InvariantCulture, $"It answers in {median.TotalMilliseconds:0.#} ms (median of {Questions}; the first answer, with its connection, took {first.TotalMilliseconds:0} ms).");
            return median > SlowAnswer
                ? new Finding(FindingLevel.Advice, Finding.Store, $"{figures} That is slow: every checkpoint and renewal takes as long. Look whether the store is far away or overloaded.")
                : new Finding(FindingLevel.Ok, Finding.Store, figures);
        }
        catch (CheckpointStoreException exception)
        {
            // The probe is the doctor's own; nobody knows a group of that name.
            return new Finding(FindingLevel.Error, Finding.Store, session.Explain(exception).Message.Replace($" for {_probe}", "", StringComparison.Ordinal));
        }
    }

    /// <summary>What the store finds wanting itself: permissions, schema, durability, settings of the service.</summary>
    public async Task<IEnumerable<Finding>> VerifyAsync(CancellationToken cancellationToken)
    {
        if (session.Store is not ICheckpointStoreProvisioner provisioner)
        {
            return [];
        }

        IReadOnlyList<StoreFinding> findings = await provisioner.VerifyAsync(cancellationToken).ConfigureAwait(false);
        return findings.Any(finding => finding.IsError)
            ? findings.Select(Translate)
            : findings.Select(Translate).Prepend(new Finding(FindingLevel.Ok, Finding.Store, "What it needs is provisioned, in the version of this tool."));
    }

    /// <summary>Compares clocks.</summary>
    public async Task<Finding> CompareClocksAsync(CancellationToken cancellationToken)
    {
        (TimeSpan Difference, TimeSpan Uncertainty)? answer;
        try
        {
            answer = await StoreClock.DifferenceAsync(session.Settings, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new Finding(FindingLevel.Advice, Finding.Clock, $"The store's clock could not be read: {CommandLine.Secrets.Hide(exception.Message)}");
        }

        if (answer is not var (known, uncertainty))
        {
            return new Finding(FindingLevel.Advice, Finding.Clock, "The store's clock could not be compared: the tool cannot ask for it with these settings.");
        }

        ClockDifferenceSeconds = Math.Round(known.TotalSeconds, 1) + 0.0;
        string figures = known.Duration() < ToldDifference + uncertainty ? "The store's clock agrees with this machine's." : string.Create(CultureInfo.InvariantCulture, $"The store's clock is {Math.Abs(known.TotalSeconds):0.0} s {(known < TimeSpan.Zero ? "behind" : "ahead of")} this machine's.");
        return known.Duration() > WrongClock + uncertainty
            ? new Finding(FindingLevel.Advice, Finding.Clock, $"{figures} Ownership is not affected, for ages go by the store's clock; set the clock right all the same, or times in logs and positions by time mislead.")
            : new Finding(FindingLevel.Ok, Finding.Clock, figures);
    }

    /// <summary>Tries to claim, write, rewind and delete, in a group that nobody has.</summary>
    public async Task<Finding> TryWritingAsync(CancellationToken cancellationToken)
    {
        const string Partition = "0";
        string step = "claim ownership";
        bool isGone = false;
        try
        {
            PartitionResults<PartitionOwnership> won = await session.Store.ClaimOwnershipAsync(
                _probe, [new OwnershipClaim(Partition, "checkpoints-doctor", "probe", Version: null)], cancellationToken).ConfigureAwait(false);
            PartitionOwnership record = won.Faults.Count > 0 ? throw won.Faults[0] : won.Items[0];
            step = "write a checkpoint";
            PartitionResults<CheckpointWriteResult> written = await session.Store.WriteCheckpointsAsync(
                _probe, [new CheckpointWrite(Partition, 1, "1", record.Epoch, "checkpoints-doctor")], cancellationToken).ConfigureAwait(false);
            _ = written.Faults.Count > 0 ? throw written.Faults[0] : written;
            step = "delete a group";
            await session.Operator.DeleteGroupAsync(_probe, CancellationToken.None).ConfigureAwait(false);
            isGone = true;
            return new Finding(FindingLevel.Ok, Finding.Store, "It takes claims, checkpoints and deletions (tried in a group of its own, which is gone again).");
        }
        catch (CheckpointStoreException exception)
        {
            return new Finding(FindingLevel.Error, Finding.Store, $"It was not possible to {step}: {exception.Message}{(step == "claim ownership" ? "" : $" The group {_probe} may be left; 'checkpoints delete' removes it.")}");
        }
        finally
        {
            if (!isGone)
            {
                await RemoveProbeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Also after Ctrl-C, and after a failure, which is told already.</summary>
    private async Task RemoveProbeAsync()
    {
        try
        {
            await session.Operator.DeleteGroupAsync(_probe, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CheckpointStoreException)
        {
            // Where nothing can be written there is nothing to be removed.
        }
    }

    private static Finding Translate(StoreFinding finding) => new(finding.IsError ? FindingLevel.Error : FindingLevel.Advice, Finding.Store, finding.Message);
}
