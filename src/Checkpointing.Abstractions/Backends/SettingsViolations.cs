using System.Text.RegularExpressions;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Checkpointing.Backends;

/// <summary>
/// Collects what is wrong with a backend's settings, so that one message names everything: the key, the value given, what is allowed
/// and the way out. Values of secret settings are never given to it.
/// </summary>
public sealed partial class SettingsViolations
{
    private readonly string _section;
    private readonly List<string> _failures = [];

    /// <summary>Starts with nothing wrong.</summary>
    /// <param name="section">The path of the section that the keys belong to, such as <c>Checkpointing:Sqlite</c>.</param>
    public SettingsViolations(string section) => _section = section;

    /// <summary>Reads a section into a new options object; keys that do not exist and values that do not fit are violations.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="section">The section.</param>
    /// <exception cref="OptionsValidationException">A key is unknown, or a value cannot be converted.</exception>
    public static TOptions Read<TOptions>(IConfigurationSection section)
        where TOptions : class, new()
    {
        TOptions options = new();
        try
        {
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            throw new OptionsValidationException(section.Path, typeof(TOptions), [$"{section.Path}: {WithoutValue(exception.Message)}"]);
        }

        return options;
    }

    /// <summary>The binder's message on a failed conversion repeats the value, which can be a secret.</summary>
    private static string WithoutValue(string message) => Conversion().Match(message) is { Success: true } conversion
        ? $"The value of '{conversion.Groups["path"].Value}' cannot be converted to {conversion.Groups["type"].Value}."
        : message;

    [GeneratedRegex("at '(?<path>[^']*)' to type '(?<type>[^']*)'", RegexOptions.RightToLeft)]
    private static partial Regex Conversion();

    /// <summary>Notes a violation unless a condition holds.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="key">The setting's name within the section.</param>
    /// <param name="given">The value given; null for a missing or a secret one.</param>
    /// <param name="allowed">What is allowed and the way out, as a sentence.</param>
    public void Unless(bool holds, string key, object? given, string allowed)
    {
        if (!holds)
        {
            string value = given is null ? "" : string.Create(CultureInfo.InvariantCulture, $" is '{given}'");
            _failures.Add($"{_section}:{key}{value}: {allowed}");
        }
    }

    /// <summary>Notes a violation unless a time lies between two bounds, both included.</summary>
    /// <param name="given">The time given.</param>
    /// <param name="least">The least allowed.</param>
    /// <param name="most">The most allowed.</param>
    /// <param name="key">The setting's name within the section.</param>
    public void UnlessBetween(TimeSpan given, TimeSpan least, TimeSpan most, string key) =>
        Unless(given >= least && given <= most, key, given, $"allowed is {least} to {most}.");

    /// <summary>Notes a violation unless a number lies between two bounds, both included.</summary>
    /// <param name="given">The number given.</param>
    /// <param name="least">The least allowed.</param>
    /// <param name="most">The most allowed.</param>
    /// <param name="key">The setting's name within the section.</param>
    public void UnlessBetween(int given, int least, int most, string key) =>
        Unless(given >= least && given <= most, key, given, $"allowed is {least} to {most}.");

    /// <summary>Throws if anything was noted.</summary>
    /// <typeparam name="TOptions">The options that were checked.</typeparam>
    /// <exception cref="OptionsValidationException">All violations.</exception>
    public void ThrowIfAny<TOptions>()
    {
        if (_failures.Count > 0)
        {
            throw new OptionsValidationException(_section, typeof(TOptions), _failures);
        }
    }
}
