using Harness.Servers;

namespace ProcessorOverhead;

/// <summary>What an idle processor asked of its store.</summary>
/// <param name="Name">The backend.</param>
/// <param name="Calls">The calls.</param>
/// <param name="Time">The time in which they were made.</param>
/// <param name="IsRequestPerRecord">Whether a batch of claims takes a request for each of them.</param>
internal sealed record IdleResult(string Name, CallCounts Calls, TimeSpan Time, bool IsRequestPerRecord)
{
    /// <summary>Requests for renewals in a minute.</summary>
    public double Renewals => PerMinute(IsRequestPerRecord ? Calls.ClaimedRecords : Calls.Claims);

    /// <summary>Lists in a minute.</summary>
    public double Lists => PerMinute(Calls.Lists);

    /// <summary>Other requests in a minute.</summary>
    public double Others => PerMinute(Calls.Others + Calls.Writes);

    private double PerMinute(long calls) => calls / Time.TotalMinutes;
}
