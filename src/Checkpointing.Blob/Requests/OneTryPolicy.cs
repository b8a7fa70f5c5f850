using Azure.Core;
using Azure.Core.Pipeline;

namespace Checkpointing.Blob.Requests;

/// <summary>
/// Keeps the connection pool from sending a write again by itself. When a connection breaks before the answer, <c>SocketsHttpHandler</c>
/// silently repeats a request on another one as long as it has not begun to send a body; the service may have carried the first one out, and
/// would refuse the second. An empty body counts as one, and is the same on the wire.
/// </summary>
internal sealed class OneTryPolicy : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.Request.Content is null && message.Request.Method != RequestMethod.Get && message.Request.Method != RequestMethod.Head)
        {
            message.Request.Content = RequestContent.Create(ReadOnlyMemory<byte>.Empty);
        }
    }
}
