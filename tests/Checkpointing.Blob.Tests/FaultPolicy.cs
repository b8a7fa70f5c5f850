using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Checkpointing.Blob.Tests;

/// <summary>
/// Sits in front of the network: notes every request, and on demand loses an answer, refuses to answer, or acts in between.
/// </summary>
public sealed class FaultPolicy : HttpPipelinePolicy
{
    private readonly ConcurrentQueue<string> _requests = new();
    private Func<Request, Fault> _plan = _ => Fault.None;

    /// <summary>Every request so far, as in <c>PUT metadata checkpoint/0</c>.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Forgets the requests so far.</summary>
    public void Reset() => _requests.Clear();

    /// <summary>Decides from now on what happens to each request.</summary>
    public void Plan(Func<Request, Fault> plan) => _plan = plan;

    /// <summary>The next request that matches meets the fault; all others pass.</summary>
    public void Once(Fault fault, Func<Request, bool> matches)
    {
        int met = 0;
        Plan(request => matches(request) && Interlocked.Increment(ref met) == 1 ? fault : Fault.None);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("The store is asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        _requests.Enqueue(Describe(message.Request));
        switch (_plan(message.Request))
        {
            case Fault.NoAnswer:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, message.CancellationToken);
                break;
            case Fault.NeverSent:
                throw new RequestFailedException("The connection broke before the request was sent.");
            case Fault.Forbidden:
                throw new RequestFailedException(403, "This request is not authorized.", "AuthorizationPermissionMismatch", innerException: null);
            case Fault.AnswerLost:
                await ProcessNextAsync(message, pipeline);
                throw new RequestFailedException("The connection broke before the answer came.");
            default:
                await ProcessNextAsync(message, pipeline);
                break;
        }
    }

    private static string Describe(Request request)
    {
        string path = Uri.UnescapeDataString(request.Uri.Path);
        string[] segments = path.Split('/');
        string query = request.Uri.Query.Contains("comp=metadata", StringComparison.Ordinal) ? " metadata" : "";
        return $"{request.Method}{query} {string.Join('/', segments.TakeLast(2))}";
    }
}
