using System.Runtime.InteropServices;

namespace Checkpointing.Blob.Mirroring;

/// <summary>What one copy of a group came to.</summary>
/// <param name="Written">Checkpoints that had moved.</param>
/// <param name="Raced">Those that another mirror has changed meanwhile; they are left to it.</param>
/// <param name="Owner">A processor that owns a partition of the group by these very blobs: nothing was copied. Null as a rule.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MirrorCopy(int Written, int Raced, string? Owner = null);
