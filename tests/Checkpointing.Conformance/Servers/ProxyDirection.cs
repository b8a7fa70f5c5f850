namespace Checkpointing.Conformance.Servers;

/// <summary>Which way bytes travel through a <see cref="FaultyProxy"/>.</summary>
public enum ProxyDirection
{
    /// <summary>From the client to the server.</summary>
    Request = 0,

    /// <summary>From the server to the client.</summary>
    Answer = 1,
}
