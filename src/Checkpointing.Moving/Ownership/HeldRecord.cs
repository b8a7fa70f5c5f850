using System.Runtime.InteropServices;

namespace Checkpointing.Moving.Ownership;

/// <summary>One of the two records of a partition that is held: neither number means anything to the other store.</summary>
/// <param name="Version">The newest version that is known.</param>
/// <param name="Epoch">The epoch under which the store takes checkpoints.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HeldRecord(string Version, long Epoch);
