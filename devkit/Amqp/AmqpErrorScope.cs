namespace Devkit.Amqp;

/// <summary>What an error brings to its end.</summary>
public enum AmqpErrorScope
{
    /// <summary>One link, by a detach.</summary>
    Link,

    /// <summary>A session with its links, by an end.</summary>
    Session,

    /// <summary>The connection with its sessions, by a close.</summary>
    Connection,

    /// <summary>The connection as well, without a word: the socket was lost or reset, or the peer fell silent.</summary>
    Transport,
}
