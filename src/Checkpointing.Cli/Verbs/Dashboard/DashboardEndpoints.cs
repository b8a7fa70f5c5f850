using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Terminal;
using Checkpointing.Cli.Verbs.Dashboard.Protection;
using Checkpointing.Cli.Verbs.Dashboard.Rewinding;
using Checkpointing.Cli.Verbs.Dashboard.State;
using Microsoft.AspNetCore.Http;

namespace Checkpointing.Cli.Verbs.Dashboard;

/// <summary>Answers requests: the files of the page, what it shows, and, where that is allowed, plans and their confirmation.</summary>
/// <param name="rules">What every request has to fulfil.</param>
/// <param name="session">What does not change.</param>
/// <param name="state">What is shown.</param>
/// <param name="plans">Where plans are made; null if nothing is to be changed.</param>
/// <param name="screen">Where an unforeseen failure is told; null if it is not to be.</param>
/// <param name="ending">Ends the making of plans, so that nobody who presses Ctrl-C waits for a store that hangs.</param>
internal sealed class DashboardEndpoints(RequestRules rules, DashboardSession session, StateMaker state, PlanDesk? plans, Screen? screen, CancellationToken ending)
{
    private readonly PageFiles _files = new();

    /// <summary>Answers.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        ResponseHeaders.Set(context.Response.Headers);
        if (rules.Check(context) is { } refusal)
        {
            await WriteAsync(context, new DashboardError(refusal.Message), CliJson.Default.DashboardError, refusal.Status).ConfigureAwait(false);
            return;
        }

        try
        {
            await DispatchAsync(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to hear it.
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            await WriteAsync(context, new DashboardError("The dashboard is being ended. Nothing was changed."), CliJson.Default.DashboardError, StatusCodes.Status503ServiceUnavailable).ConfigureAwait(false);
        }
        catch (BadHttpRequestException malformed)
        {
            await WriteAsync(context, new DashboardError(malformed.Message), CliJson.Default.DashboardError, malformed.StatusCode).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            (int exitCode, string message) = failure is JsonException ? (ExitCode.Misused, "the request is not the document that is expected.") : Failures.Explain(failure);
            screen?.Remark(Secrets.Hide(failure.ToString()));
            await WriteAsync(context, new DashboardError(Secrets.Hide(message)), CliJson.Default.DashboardError, Status(exitCode)).ConfigureAwait(false);
        }
    }

    private static int Status(int exitCode) => exitCode switch
    {
        ExitCode.Misused => StatusCodes.Status400BadRequest,
        ExitCode.Refused => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status502BadGateway,
    };

    private Task DispatchAsync(HttpContext context)
    {
        bool isChange = HttpMethods.IsPost(context.Request.Method);
        return (isChange, context.Request.Path.Value) switch
        {
            (false, "/api/session") => WriteAsync(context, session, CliJson.Default.DashboardSession),
            (false, "/api/state") => WriteAsync(context, state.Make(PartitionQuery.Read(context.Request.Query)), CliJson.Default.DashboardState),
            (true, "/api/rewind/plan") when plans is not null => PlanAsync(context, plans),
            (true, "/api/rewind/apply") when plans is not null => ApplyAsync(context, plans),
            (false, { } path) when _files.TryFind(path, out (byte[] Content, string Type) file) => WriteFileAsync(context, file.Content, file.Type),
            _ => WriteAsync(context, new DashboardError("There is no such page."), CliJson.Default.DashboardError, StatusCodes.Status404NotFound),
        };
    }

    private async Task PlanAsync(HttpContext context, PlanDesk desk)
    {
        RewindRequest request = await ReadAsync(context, CliJson.Default.RewindRequest).ConfigureAwait(false);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending);
        await WriteAsync(context, await desk.PlanAsync(request, either.Token).ConfigureAwait(false), CliJson.Default.DashboardPlan).ConfigureAwait(false);
    }

    private static async Task ApplyAsync(HttpContext context, PlanDesk desk)
    {
        ApplyRequest request = await ReadAsync(context, CliJson.Default.ApplyRequest).ConfigureAwait(false);
        await WriteAsync(context, await desk.ApplyAsync(request).ConfigureAwait(false), CliJson.Default.DashboardPlan).ConfigureAwait(false);
    }

    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> json)
        where T : class =>
        await JsonSerializer.DeserializeAsync(context.Request.Body, json, context.RequestAborted).ConfigureAwait(false) ?? throw new JsonException();

    private static Task WriteAsync<T>(HttpContext context, T document, JsonTypeInfo<T> json, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        return WriteBytesAsync(context, JsonSerializer.SerializeToUtf8Bytes(document, json), "application/json; charset=utf-8");
    }

    private Task WriteFileAsync(HttpContext context, byte[] content, string type)
    {
        if (rules.IsEntry(context.Request))
        {
            // The page is served under the address with the token, which its script then takes out of sight: a redirect would come without the cookie, where the address was followed from elsewhere.
            context.Response.Cookies.Append(
                RequestRules.CookieName(context),
                context.Request.Query[RequestRules.AccessParameter].ToString(),
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/" });
        }

        return WriteBytesAsync(context, content, type);
    }

    private static Task WriteBytesAsync(HttpContext context, byte[] content, string type)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(content, 0, content.Length, context.RequestAborted);
    }
}
