using Compare.Contest;
using Compare.Results;
using Spectre.Console;

namespace Compare.Reports;

/// <summary>The sum of a run on the terminal: for each operation at no distance, how near each store is to its limit, and how far ahead of the rival.</summary>
internal static class TerminalTable
{
    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole console, RunResult result)
    {
        OperationResult[] rows = [.. result.Operations.Where(row => row.Role == Roles.Store)];
        if (rows.Length == 0)
        {
            return;
        }

        double nearest = rows.Min(row => row.DistanceMs);
        string[] stores = [.. rows.Select(row => row.Store).Distinct()];
        Table table = new Table().Border(TableBorder.Simple).Title(FormattableString.Invariant($"store : driver, and median{(nearest > 0 ? $", {nearest} ms away" : "")}")).Caption("1.00 is the limit");
        table.AddColumn("operation");
        foreach (string store in stores)
        {
            table.AddColumn(new TableColumn(store).RightAligned());
        }

        foreach (string operation in rows.Select(row => row.Operation).Distinct())
        {
            table.AddRow(
            [
                operation,
                .. stores.Select(store => rows.FirstOrDefault(row => row.Store == store && row.Operation == operation && row.DistanceMs == nearest) is { } row
                    ? $"{Numbers.Ratio(row.ToDriver)}  {Numbers.Time(row.Time.MedianMs)}"
                    : Numbers.None),
            ]);
        }

        console.Write(table);
    }
}
