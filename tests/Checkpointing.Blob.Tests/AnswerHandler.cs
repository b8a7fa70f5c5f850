namespace Checkpointing.Blob.Tests;

/// <summary>Alters what the service answers, to stand for settings that the emulator does not have.</summary>
internal sealed class AnswerHandler(Action<HttpRequestMessage, HttpResponseMessage> alter) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        alter(request, response);
        return response;
    }
}
