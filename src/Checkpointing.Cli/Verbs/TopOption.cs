using System.CommandLine;
using Checkpointing.Cli.CommandLine;

namespace Checkpointing.Cli.Verbs;

/// <summary>How many partitions a table shows. Ten thousand lines help nobody; the ones that matter are shown, and the sum of all.</summary>
internal sealed class TopOption
{
    /// <summary>How many partitions are all shown without being asked for.</summary>
    public const int DefaultRows = 64;

    private readonly Option<int?> _top = new("--top")
    {
        Description = $"How many partitions to show, those that matter most first. Without it all, and of more than {DefaultRows} the {DefaultRows} that matter most.",
        HelpName = "n",
    };

    private readonly Option<bool> _all = new("--all") { Description = "Shows every partition." };

    public TopOption() => WholeNumber.Require(_top, 1);

    /// <summary>The options.</summary>
    public IEnumerable<Option> Options => [_top, _all];

    /// <summary>How many of them are to be shown.</summary>
    public int Rows(VerbContext context, int count) => context.Get(_all) ? count : context.Get(_top) ?? (count > DefaultRows ? DefaultRows : count);
}
