using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Checkpointing.Cli.CommandLine;

namespace Checkpointing.Cli.Terminal;

/// <summary>
/// Where a command answers: standard output for the answer and nothing else, standard error for questions, progress and complaints. Colours and movement only
/// on a terminal (and without <c>NO_COLOR</c>); the width is the terminal's or that of <c>COLUMNS</c>, and not limited elsewhere.
/// </summary>
internal sealed class Screen : IDisposable
{
    private const int LeastWidth = 40;
    private const int Buffer = 1 << 16;

    private readonly StreamWriter _out;
    private readonly bool _hasColours;

    /// <param name="isJson">Whether answers are JSON.</param>
    public Screen(bool isJson)
    {
        IsJson = isJson;
        IsTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        _hasColours = IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        _out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Buffer);
        Width = FindWidth(int.MaxValue);
    }

    /// <summary>Whether answers are JSON.</summary>
    public bool IsJson { get; }

    /// <summary>Whether standard output is a terminal.</summary>
    public bool IsTerminal { get; }

    /// <summary>Whether progress can be shown.</summary>
    public static bool CanShowProgress => !Console.IsErrorRedirected;

    /// <summary>How many characters a line has.</summary>
    public int Width { get; private set; }

    /// <summary>How many lines a terminal shows.</summary>
    public int Height => IsTerminal ? Math.Max(Console.WindowHeight, 10) : int.MaxValue;

    /// <summary>Looks again how wide the terminal is.</summary>
    public void Measure() => Width = FindWidth(int.MaxValue);

    /// <summary>Writes a text.</summary>
    public void Write(string text, Style style = Style.Plain) => _out.Write(_hasColours && style != Style.Plain ? Code(style) + text + "\u001b[0m" : text);

    /// <summary>Ends a line.</summary>
    public void WriteLine() => _out.Write('\n');

    /// <summary>Writes a line as it is.</summary>
    public void WriteLine(string text, Style style = Style.Plain)
    {
        Write(text, style);
        WriteLine();
    }

    /// <summary>Writes a sentence over as many lines as it needs; all but the first are indented.</summary>
    public void WriteSentence(string text, Style style = Style.Plain, int indent = 0)
    {
        foreach (string line in Words.Wrap(text, Width, indent))
        {
            WriteLine(line, style);
        }
    }

    /// <summary>Writes a document.</summary>
    public void WriteJson<T>(T document, JsonTypeInfo<T> json)
    {
        WriteLine(JsonSerializer.Serialize(document, json));
        Flush();
    }

    /// <summary>Sends what was written.</summary>
    /// <exception cref="CliException">It cannot be written, as on a disk that is full. Whoever reads no further, such as 'head', is none of this: the console passes over that itself.</exception>
    public void Flush()
    {
        try
        {
            _out.Flush();
        }
        catch (IOException failure)
        {
            throw new CliException(ExitCode.Failed, $"the answer could not be written: {failure.Message}", failure);
        }
    }

    /// <summary>Goes to the top of a terminal that is cleared.</summary>
    public void Clear() => _out.Write("\u001b[H\u001b[2J");

    /// <summary>Goes to the top, so that what follows overwrites what is there.</summary>
    public void Home() => _out.Write("\u001b[H");

    /// <summary>Clears the rest of a line, or of the screen.</summary>
    public void ClearRest(bool ofScreen) => _out.Write(ofScreen ? "\u001b[J" : "\u001b[K");

    /// <summary>Says in one line what is wrong.</summary>
    public void Complain(string message)
    {
        TryFlush();
        Console.Error.WriteLine("checkpoints: " + Words.Visible(message.ReplaceLineEndings(" ").Trim()));
    }

    /// <summary>Says something that is no answer.</summary>
    public void Remark(string message)
    {
        TryFlush();
        Console.Error.WriteLine(string.Join('\n', message.ReplaceLineEndings("\n").Split('\n').Select(Words.Visible)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _out.Dispose();
        }
        catch (IOException)
        {
            // It was told when the answer was to be sent.
        }
    }

    private void TryFlush()
    {
        try
        {
            _out.Flush();
        }
        catch (IOException)
        {
            // What is to be told now goes elsewhere.
        }
    }

    private static string Code(Style style) => style switch
    {
        Style.Faint => "\u001b[2m",
        Style.Strong => "\u001b[1m",
        Style.Good => "\u001b[32m",
        Style.Warning => "\u001b[33m",
        Style.Bad => "\u001b[31m",
        _ => "",
    };

    /// <summary>How many characters a line has: as COLUMNS says, or as the terminal has.</summary>
    /// <param name="otherwise">The answer where there is neither.</param>
    public static int FindWidth(int otherwise)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 0)
        {
            return Math.Max(columns, LeastWidth);
        }

        return !Console.IsOutputRedirected && Console.WindowWidth > 0 ? Math.Max(Console.WindowWidth, LeastWidth) : otherwise;
    }
}
