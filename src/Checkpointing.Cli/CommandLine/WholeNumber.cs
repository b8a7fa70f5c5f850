using System.CommandLine;
using System.Globalization;

namespace Checkpointing.Cli.CommandLine;

/// <summary>Whole numbers on the command line.</summary>
internal static class WholeNumber
{
    /// <summary>Lets an option take whole numbers from a least one on, and says so where it is given another.</summary>
    public static void Require(Option option, int least) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ } token] && !(long.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= least))
        {
            result.AddError(FormattableString.Invariant($"{option.Name} is '{token.Value}': it takes a whole number from {least}."));
        }
    });
}
