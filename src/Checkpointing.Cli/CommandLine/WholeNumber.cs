using System.CommandLine;
using System.Globalization;

namespace Checkpointing.Cli.CommandLine;

/// <summary>Whole numbers on the command line.</summary>
internal static class WholeNumber
{
    /// <summary>Lets an option take whole numbers from a least one on, and says so where it is given another.</summary>
    public static void Require(Option<int?> option, int least) => Require(option, least, int.MaxValue);

    /// <inheritdoc cref="Require(Option{int?}, int)"/>
    public static void Require(Option<int> option, int least) => Require(option, least, int.MaxValue);

    /// <inheritdoc cref="Require(Option{int?}, int)"/>
    public static void Require(Option<long?> option, int least) => Require(option, least, long.MaxValue);

    private static void Require(Option option, int least, long most) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var text }] && !(long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most))
        {
            bool isTooGreat = text.All(char.IsAsciiDigit) && text != "0";
            result.AddError(FormattableString.Invariant($"{option.Name} is '{text}': it takes a whole number from {least}{(isTooGreat ? $" to {most}" : "")}."));
        }
    });
}
