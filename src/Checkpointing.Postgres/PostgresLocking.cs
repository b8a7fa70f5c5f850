namespace Checkpointing.Postgres;

/// <summary>A statement that locks rows, in its three ways with those that another transaction holds.</summary>
/// <param name="WhatIsFree">Leaves them open.</param>
/// <param name="Briefly">Waits for each, and changes nothing at all if one stays held. What it has locked meanwhile it holds up, so the wait is far below a second, after which
/// the server would look for a deadlock.</param>
/// <param name="AndWait">Waits.</param>
internal sealed record PostgresLocking(string WhatIsFree, string Briefly, string AndWait);
