using System.Runtime.InteropServices;

namespace Checkpointing.Backends;

/// <summary>
/// Translates a store's times to the caller's clock. Ages are what processors judge by, so the age is kept: a record that is ten seconds
/// old to the store is ten seconds old to the caller, however wrong the caller's clock is.
/// </summary>
/// <param name="StoreNow">The store's time in the response that carried the record.</param>
/// <param name="CallerNow">The caller's time when that response came.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClockCorrection(DateTimeOffset StoreNow, DateTimeOffset CallerNow)
{
    /// <summary>Translates a time of the store.</summary>
    /// <param name="storeTime">A time by the store's clock.</param>
    /// <returns>The time at which the caller's clock showed, or would have shown, the same age.</returns>
    public DateTimeOffset ToCaller(DateTimeOffset storeTime) => CallerNow - (StoreNow - storeTime);
}
