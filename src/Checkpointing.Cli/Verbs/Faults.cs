using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs;

/// <summary>Tells faults of single partitions below what was found out about the others.</summary>
internal static class Faults
{
    private const int Shown = 20;

    public static void Print(IReadOnlyList<Fault> faults, Screen screen)
    {
        foreach (Fault fault in faults.Take(Shown))
        {
            screen.WriteSentence($"! {fault.Message}", Style.Bad, indent: 2);
        }

        if (faults.Count > Shown)
        {
            screen.WriteSentence($"! and {Words.Count(faults.Count - Shown)} more such faults; --json has all of them", Style.Bad, indent: 2);
        }
    }
}
