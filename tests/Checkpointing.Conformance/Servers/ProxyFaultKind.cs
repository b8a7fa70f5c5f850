namespace Checkpointing.Conformance.Servers;

/// <summary>What a <see cref="FaultyProxy"/> does to a connection.</summary>
public enum ProxyFaultKind
{
    /// <summary>Both ends get a reset (RST); what had not passed is lost.</summary>
    Reset = 0,

    /// <summary>Both ends get an orderly end (FIN); what had not passed is lost.</summary>
    Close = 1,

    /// <summary>
    /// Only the direction of the fault ends, with a FIN to its receiver; what had not passed is lost, and the other direction goes on.
    /// </summary>
    HalfClose = 2,

    /// <summary>
    /// The connection stays open and swallows everything in both directions; it is reset when the proxy heals or one of its ends closes it.
    /// </summary>
    Stall = 3,

    /// <summary>What had not passed passes later, also if the client has given up by then.</summary>
    Delay = 4,
}
