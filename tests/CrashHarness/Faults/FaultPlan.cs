namespace CrashHarness.Faults;

/// <summary>What is done to a run, in which order and with which pauses: a function of the seed and of what can be done to the store, and of nothing else.</summary>
internal static class FaultPlan
{
    /// <summary>The fewest processors that a plan leaves.</summary>
    public const int FewestProcessors = 2;

    /// <summary>How many more processors than at the beginning a plan has at most.</summary>
    public const int MostAdditional = 2;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2.5);

    private static readonly (FaultKind Kind, int Weight)[] Weights =
    [
        (FaultKind.KillProcessor, 24), (FaultKind.StopProcessor, 14), (FaultKind.ScaleOut, 8), (FaultKind.ScaleIn, 8), (FaultKind.Rewind, 16), (FaultKind.KillStore, 7),
        (FaultKind.CutStore, 7), (FaultKind.StallStore, 5), (FaultKind.CutHub, 5), (FaultKind.PauseProcessor, 6), (FaultKind.ShiftClock, 4),
    ];

    /// <summary>Makes a plan. With as many faults as there are kinds, or more, each kind occurs.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many faults.</param>
    /// <param name="processors">How many processors there are at the beginning.</param>
    /// <param name="hasServer">Whether the store has a server to be killed and cut off.</param>
    /// <param name="only">The kinds to choose from; empty for all. A scale-in can still take the place of a scale-out, and the other way round.</param>
    /// <exception cref="HarnessException">None of the kinds can be done to the store.</exception>
    public static IReadOnlyList<PlannedFault> Make(int seed, int count, int processors, bool hasServer, IReadOnlyCollection<FaultKind> only)
    {
        var random = new Random(seed);
        (FaultKind Kind, int Weight)[] possible =
        [
            .. Weights.Where(kind => (hasServer || kind.Kind is not (FaultKind.KillStore or FaultKind.CutStore)) && (only.Count == 0 || only.Contains(kind.Kind))),
        ];
        if (possible.Length == 0)
        {
            throw new HarnessException("an embedded store has no server to be killed or cut off");
        }

        FaultKind[] kinds = [.. possible.Select(kind => kind.Kind), .. Enumerable.Range(0, count).Select(_ => Draw(possible, random))];
        kinds = kinds[..count];
        random.Shuffle(kinds);

        int present = processors;
        List<PlannedFault> plan = [];
        foreach (FaultKind drawn in kinds)
        {
            FaultKind kind = drawn switch
            {
                FaultKind.ScaleOut when present >= processors + MostAdditional => FaultKind.ScaleIn,
                FaultKind.ScaleIn when present <= FewestProcessors => FaultKind.ScaleOut,
                _ => drawn,
            };
            present += kind switch
            {
                FaultKind.ScaleOut => 1,
                FaultKind.ScaleIn => -1,
                _ => 0,
            };
            plan.Add(new PlannedFault(kind, LongestPause * random.NextDouble(), random.NextDouble(), random.NextDouble()));
        }

        return plan;
    }

    private static FaultKind Draw((FaultKind Kind, int Weight)[] possible, Random random)
    {
        int dice = random.Next(possible.Sum(kind => kind.Weight));
        foreach ((FaultKind kind, int weight) in possible)
        {
            if ((dice -= weight) < 0)
            {
                return kind;
            }
        }

        throw new InvalidOperationException("The dice show no more than the sum of the weights.");
    }
}
