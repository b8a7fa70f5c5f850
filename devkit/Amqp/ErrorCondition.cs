namespace Devkit.Amqp;

/// <summary>The error conditions that the specification names (part 2, sections 2.8.15 to 2.8.18).</summary>
public static class ErrorCondition
{
    /// <summary>The peer failed for a reason of its own.</summary>
    public const string InternalError = "amqp:internal-error";

    /// <summary>A node that was asked for does not exist.</summary>
    public const string NotFound = "amqp:not-found";

    /// <summary>The peer may not do what it asked for.</summary>
    public const string UnauthorizedAccess = "amqp:unauthorized-access";

    /// <summary>Bytes that are not what the type system allows.</summary>
    public const string DecodeError = "amqp:decode-error";

    /// <summary>A limit that the peer set was exceeded.</summary>
    public const string ResourceLimitExceeded = "amqp:resource-limit-exceeded";

    /// <summary>What was asked for is forbidden.</summary>
    public const string NotAllowed = "amqp:not-allowed";

    /// <summary>A field has a value that makes no sense.</summary>
    public const string InvalidField = "amqp:invalid-field";

    /// <summary>What was asked for does not exist in this implementation.</summary>
    public const string NotImplemented = "amqp:not-implemented";

    /// <summary>Somebody else holds the resource.</summary>
    public const string ResourceLocked = "amqp:resource-locked";

    /// <summary>A precondition was not met.</summary>
    public const string PreconditionFailed = "amqp:precondition-failed";

    /// <summary>The node was deleted.</summary>
    public const string ResourceDeleted = "amqp:resource-deleted";

    /// <summary>A frame that the current state does not permit.</summary>
    public const string IllegalState = "amqp:illegal-state";

    /// <summary>A frame without the space it needs.</summary>
    public const string FrameSizeTooSmall = "amqp:frame-size-too-small";

    /// <summary>An operator, or the host, closed the connection.</summary>
    public const string ConnectionForced = "amqp:connection:forced";

    /// <summary>A frame that is malformed, or on a channel or handle out of range.</summary>
    public const string FramingError = "amqp:connection:framing-error";

    /// <summary>The host lives elsewhere.</summary>
    public const string ConnectionRedirect = "amqp:connection:redirect";

    /// <summary>More transfers than the session window allows.</summary>
    public const string WindowViolation = "amqp:session:window-violation";

    /// <summary>Input for a link that was detached with an error.</summary>
    public const string ErrantLink = "amqp:session:errant-link";

    /// <summary>An attach with a handle that is in use.</summary>
    public const string HandleInUse = "amqp:session:handle-in-use";

    /// <summary>A frame other than attach with a handle that is not in use.</summary>
    public const string UnattachedHandle = "amqp:session:unattached-handle";

    /// <summary>An operator, or the host, detached the link.</summary>
    public const string DetachForced = "amqp:link:detach-forced";

    /// <summary>More messages than the link credit allows.</summary>
    public const string TransferLimitExceeded = "amqp:link:transfer-limit-exceeded";

    /// <summary>A message larger than the link's max-message-size.</summary>
    public const string MessageSizeExceeded = "amqp:link:message-size-exceeded";

    /// <summary>The node lives elsewhere.</summary>
    public const string LinkRedirect = "amqp:link:redirect";

    /// <summary>Another connection attached the link.</summary>
    public const string Stolen = "amqp:link:stolen";
}
