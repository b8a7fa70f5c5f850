using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Checkpointing.Cosmos.Tests;

/// <summary>
/// Sits between the client library and the network: notes every request for documents, and on demand loses an answer, refuses to answer, or
/// answers for the service.
/// </summary>
public sealed class FaultyTransport : DelegatingHandler
{
    /// <summary>How long a throttled request is asked to wait.</summary>
    public const int RetryAfterMilliseconds = 37;

    /// <summary>What a throttled request is charged.</summary>
    public const string ThrottledCharge = "0.38";

    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _queries = new();
    private Func<string, Fault> _plan = _ => Fault.None;

    public FaultyTransport()
        : base(new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true })
    {
    }

    /// <summary>Every request for documents so far, as in <c>PATCH 0</c>, <c>POST</c> and <c>QUERY</c>.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The text of every query so far, without its parameters' values.</summary>
    public IReadOnlyList<string> Queries => [.. _queries];

    /// <summary>Forgets the requests so far.</summary>
    public void Reset()
    {
        _requests.Clear();
        _queries.Clear();
    }

    /// <summary>Decides from now on what happens to each request.</summary>
    public void Plan(Func<string, Fault> plan) => _plan = plan;

    /// <summary>The next request that matches meets the fault; all others pass.</summary>
    public void Once(Fault fault, Func<string, bool> matches)
    {
        int met = 0;
        Plan(request => matches(request) && Interlocked.Increment(ref met) == 1 ? fault : Fault.None);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Describe(request) is not { } description)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        _requests.Enqueue(description);
        if (description == "QUERY")
        {
            using JsonDocument query = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            _queries.Enqueue(query.RootElement.GetProperty("query").GetString()!);
        }

        switch (_plan(description))
        {
            case Fault.NoAnswer:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                throw new InvalidOperationException("Nobody waits that long.");
            case Fault.NeverSent:
                throw new HttpRequestException("The connection broke before the request was sent.");
            case Fault.AnswerLost:
                using (await base.SendAsync(request, cancellationToken))
                {
                    throw new HttpRequestException("The connection broke before the answer came.");
                }

            case Fault.Page:
                HttpResponseMessage page = await base.SendAsync(request, cancellationToken);
                page.Content = new StringContent("<html>Please log in.</html>");
                return page;
            case Fault.Throttled:
                return Answer(request, HttpStatusCode.TooManyRequests, ("x-ms-retry-after-ms", $"{RetryAfterMilliseconds}"), ("x-ms-request-charge", ThrottledCharge));
            case Fault.Forbidden:
                return Answer(request, HttpStatusCode.Forbidden);
            case Fault.CutOff:
                return Answer(request, HttpStatusCode.BadRequest);
            case Fault.Malformed:
                return Answer(request, HttpStatusCode.BadRequest, ("x-ms-activity-id", $"{Guid.NewGuid()}"));
            case Fault.Lagging:
                return Answer(request, HttpStatusCode.NotFound, ("x-ms-substatus", "1002"));
            default:
                return await base.SendAsync(request, cancellationToken);
        }
    }

    private static HttpResponseMessage Answer(HttpRequestMessage request, HttpStatusCode status, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        HttpResponseMessage answer = new(status) { RequestMessage = request, Content = new StringContent("""{"code":"x","message":"x"}""") };
        foreach ((string name, string value) in headers)
        {
            answer.Headers.Add(name, value);
        }

        return answer;
    }

    private static string? Describe(HttpRequestMessage request)
    {
        string[] path = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int documents = Array.IndexOf(path, "docs");
        bool isQuery = request.Headers.Contains("x-ms-documentdb-isquery") || request.Content?.Headers.ContentType?.MediaType == "application/query+json";
        return documents < 0 ? null
            : isQuery ? "QUERY"
            : documents == path.Length - 1 ? $"{request.Method}"
            : $"{request.Method} {Uri.UnescapeDataString(path[documents + 1])}";
    }
}
