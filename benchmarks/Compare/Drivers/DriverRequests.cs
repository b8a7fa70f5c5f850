namespace Compare.Drivers;

/// <summary>What a driver does in place of each operation.</summary>
/// <param name="Write">In place of a checkpoint write.</param>
/// <param name="WriteMany">In place of a batch of checkpoint writes.</param>
/// <param name="Read">In place of reading a checkpoint.</param>
/// <param name="List">In place of listing ownership.</param>
/// <param name="Claim">In place of a batch of claims.</param>
/// <param name="Insert">In place of a batch of first claims.</param>
internal sealed record DriverRequests(string Write, string WriteMany, string Read, string List, string Claim, string Insert);
