using Devkit.Amqp.Types;

namespace Devkit.Amqp;

/// <summary>An error that a peer reported, that its input caused, or the loss of the transport.</summary>
public sealed class AmqpException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="scope">What came to its end.</param>
    /// <param name="condition">The condition, as in <see cref="ErrorCondition"/>; empty for the loss of the transport.</param>
    /// <param name="description">The reason, for people.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public AmqpException(AmqpErrorScope scope, string condition, string? description = null, Exception? innerException = null)
        : base(description ?? condition, innerException)
    {
        Scope = scope;
        Condition = condition;
        Description = description;
    }

    /// <summary>Makes an exception out of an error that was received.</summary>
    public AmqpException(AmqpErrorScope scope, AmqpError error)
        : this(scope, error.Condition.ToString(), error.Description) => Info = error.Info;

    /// <summary>What came to its end: a link, a session, a connection, or the transport below.</summary>
    public AmqpErrorScope Scope { get; }

    /// <summary>The error condition's symbol; empty for the loss of the transport.</summary>
    public string Condition { get; }

    /// <summary>What the peer wrote about it, or null.</summary>
    public string? Description { get; }

    /// <summary>The error's map of further information, or null.</summary>
    public AmqpMap? Info { get; private init; }

    /// <summary>Whether the socket was lost, or the peer fell silent: nobody reported an error.</summary>
    public bool IsTransportLoss => Scope == AmqpErrorScope.Transport;

    /// <summary>This exception as an error to send to a peer.</summary>
    public AmqpError ToError() => new(Condition.Length == 0 ? ErrorCondition.InternalError : Condition, Description, Info);

    /// <summary>The same once more, for a throw with a stack of its own.</summary>
    internal AmqpException Again() => new(Scope, Condition, Description ?? Message, this) { Info = Info };

    internal static AmqpException Decode(string description) => new(AmqpErrorScope.Connection, ErrorCondition.DecodeError, description);

    internal static AmqpException Connection(string condition, string description) => new(AmqpErrorScope.Connection, condition, description);

    internal static AmqpException Session(string condition, string description) => new(AmqpErrorScope.Session, condition, description);

    internal static AmqpException Link(string condition, string description) => new(AmqpErrorScope.Link, condition, description);
}
