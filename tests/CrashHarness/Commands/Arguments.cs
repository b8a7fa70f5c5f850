using System.CommandLine;
using System.Globalization;

namespace CrashHarness.Commands;

/// <summary>Options of a command line, with their ranges.</summary>
internal static class Arguments
{
    public static Option<int> Number(string name, string description, int standard, int minimum, int maximum)
    {
        var option = new Option<int>(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description} ({minimum} to {maximum}; {standard} by default)"),
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token]
                && !(int.TryParse(token.Value, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum))
            {
                result.AddError($"{name} is '{token.Value}'; it takes a whole number from {minimum} to {maximum}");
            }
        });
        return option;
    }

    public static Option<string> Text(string name, string description, string standard) =>
        new(name) { Description = $"{description} ({standard} by default)", DefaultValueFactory = _ => standard };
}
