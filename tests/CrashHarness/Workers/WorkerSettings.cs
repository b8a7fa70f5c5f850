using System.Globalization;

namespace CrashHarness.Workers;

/// <summary>What a processor process is told by its environment, beside the configuration of the library.</summary>
/// <param name="Identifier">The identifier of the processor.</param>
/// <param name="Journal">The file in which it notes what it is through with.</param>
/// <param name="ClockShift">By how much its clock is wrong.</param>
/// <param name="Work">How long its handler takes for one event.</param>
/// <param name="IsPlain">Whether it is the SDK's own processor, over the same store.</param>
internal sealed record WorkerSettings(string Identifier, string Journal, TimeSpan ClockShift, TimeSpan Work, bool IsPlain)
{
    private const string Prefix = "CRASH_HARNESS_";

    public IEnumerable<KeyValuePair<string, string?>> ToEnvironment() =>
    [
        new($"{Prefix}IDENTIFIER", Identifier),
        new($"{Prefix}JOURNAL", Journal),
        new($"{Prefix}CLOCK_SHIFT", ClockShift.ToString("c", CultureInfo.InvariantCulture)),
        new($"{Prefix}WORK", Work.ToString("c", CultureInfo.InvariantCulture)),
        new($"{Prefix}PLAIN", IsPlain.ToString()),
    ];

    public static WorkerSettings FromEnvironment() => new(
        Get("IDENTIFIER"), Get("JOURNAL"), Time(Get("CLOCK_SHIFT")), Time(Get("WORK")), bool.Parse(Get("PLAIN")));

    private static string Get(string name) =>
        Environment.GetEnvironmentVariable(Prefix + name) ?? throw new HarnessException($"{Prefix}{name} is not set; processors are started by the harness");

    private static TimeSpan Time(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);
}
