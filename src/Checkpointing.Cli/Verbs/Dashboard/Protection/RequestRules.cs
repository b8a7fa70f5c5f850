using Microsoft.AspNetCore.Http;

namespace Checkpointing.Cli.Verbs.Dashboard.Protection;

/// <summary>
/// What every request has to fulfil, before anything else looks at it. Any page that the operator's browser shows can send requests here; none of them may read
/// an answer or change anything. Nobody is allowed in from another origin, so there are no CORS headers.
/// </summary>
/// <param name="hosts">The names of this page.</param>
/// <param name="access">The token of those who may look; null if everybody on this machine may.</param>
/// <param name="change">The token that only our own page was given, without which nothing is changed; null if nothing ever is.</param>
internal sealed class RequestRules(HostRule hosts, SecretToken? access, SecretToken? change)
{
    /// <summary>The header with the token that a change needs.</summary>
    public const string ChangeHeader = "X-Checkpoints-Change";

    /// <summary>The parameter of the printed address that has the token of those who may look.</summary>
    public const string AccessParameter = "token";

    private const string Bearer = "Bearer ";
    private const string FetchSite = "Sec-Fetch-Site";
    private const string FetchMode = "Sec-Fetch-Mode";
    private const string FetchDestination = "Sec-Fetch-Dest";

    /// <summary>The name of the cookie with the token. Cookies do not tell ports apart, hence the name does.</summary>
    public static string CookieName(HttpContext context) => $"checkpoints-{context.Connection.LocalPort}";

    /// <summary>Why a request is not answered, or null.</summary>
    public Refusal? Check(HttpContext context)
    {
        HttpRequest request = context.Request;
        bool isChange = HttpMethods.IsPost(request.Method);
        return 0 switch
        {
            _ when !isChange && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) =>
                new Refusal(StatusCodes.Status405MethodNotAllowed, "There is nothing to be had in this way."),
            _ when !hosts.Allows(request.Host) => new Refusal(
                StatusCodes.Status421MisdirectedRequest, "This page is not known by that name. Open it by the address that was printed, or name the host with --host."),
            _ when IsForeign(request) => new Refusal(StatusCodes.Status403Forbidden, "Pages of other origins have no access."),
            _ when isChange && request.Headers.Origin.Count == 0 => new Refusal(StatusCodes.Status403Forbidden, "A change has to say by its Origin where it comes from."),
            _ when !MayLook(context) => new Refusal(StatusCodes.Status401Unauthorized, "This page needs its token: open the whole address that was printed when it was started."),
            _ when isChange && change is null => new Refusal(
                StatusCodes.Status403Forbidden,
                "This dashboard only shows. Start it with --allow-changes, and with the settings of an event hub, to rewind here; or use 'checkpoints rewind'."),
            _ when isChange && !change!.Is(request.Headers[ChangeHeader]) => new Refusal(
                StatusCodes.Status403Forbidden, "A change needs the token that the page was given. Load the page anew; it may have been started again meanwhile."),
            _ when isChange && !request.HasJsonContentType() => new Refusal(StatusCodes.Status415UnsupportedMediaType, "A change is asked for in JSON."),
            _ => null,
        };
    }

    /// <summary>Whether the printed address was opened, whose token is to be kept as a cookie.</summary>
    public bool IsEntry(HttpRequest request) => access is not null && access.Is(request.Query[AccessParameter]);

    private bool MayLook(HttpContext context)
    {
        if (access is null || IsEntry(context.Request) || access.Is(context.Request.Cookies[CookieName(context)]))
        {
            return true;
        }

        string authorization = context.Request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && access.Is(authorization[Bearer.Length..].Trim());
    }

    /// <summary>Another port of this machine is the same site, but not the same origin. A link from elsewhere that opens the page as a whole does no harm.</summary>
    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers.Origin is [{ } origin, ..])
        {
            return !Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) || !from.Authority.Equals(Authority(from, request.Host), StringComparison.OrdinalIgnoreCase);
        }

        bool opensPage = HttpMethods.IsGet(request.Method) && request.Headers[FetchMode] == "navigate" && request.Headers[FetchDestination] == "document";
        return request.Headers[FetchSite].ToString() is not ("" or "same-origin" or "none") && !opensPage;
    }

    /// <summary>The host as an origin names it: without the port that its scheme has anyway. The scheme may differ, behind what ends TLS.</summary>
    private static string Authority(Uri origin, HostString host) =>
        Uri.TryCreate($"{origin.Scheme}://{host.Value}", UriKind.Absolute, out Uri? own) ? own.Authority : "";
}
