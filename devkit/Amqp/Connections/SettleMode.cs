namespace Devkit.Amqp.Connections;

/// <summary>How the sender of a link settles (part 2, section 2.8.2). A receiver here always settles first (section 2.8.3).</summary>
public enum SettleMode : byte
{
    /// <summary>Every delivery is sent unsettled and waits for its outcome.</summary>
    Unsettled = 0,

    /// <summary>Every delivery is sent settled: fire and forget.</summary>
    Settled = 1,

    /// <summary>Some are, some are not.</summary>
    Mixed = 2,
}
