# What stands for the world around the sample: the protected API, the simulator's controls, the clock.
# Written for the bare engine, which has neither Invoke-RestMethod nor Start-Sleep; in pwsh you would use those.

$http = [System.Net.Http.HttpClient]::new()

function Invoke-ProtectedApi {
    param([securestring] $Token)
    $request = [System.Net.Http.HttpRequestMessage]::new('GET', "$env:PRX_QUICKSTART_SIMULATOR/api/me")
    $request.Headers.Authorization = [System.Net.Http.Headers.AuthenticationHeaderValue]::new(
        'Bearer', [System.Net.NetworkCredential]::new('', $Token).Password)
    $answer = $http.Send($request)
    "API: HTTP $([int]$answer.StatusCode) $($answer.Content.ReadAsStringAsync().Result)"
}

function Invoke-SimulatorControl {
    param([string] $What)
    $address = "$env:PRX_QUICKSTART_SIMULATOR/control/$What"
    if ($What -ne 'counts') { $null = $http.PostAsync($address, $null).Result; return }
    $json = [System.Text.Json.JsonDocument]::Parse($http.GetStringAsync($address).Result).RootElement
    [pscustomobject]@{ Revocations = $json.GetProperty('oidc').GetProperty('revocations').GetInt32() }
}

function Show-ConfigFile { [System.IO.File]::ReadAllText($env:PRX_CONFIG) }

function Wait-Seconds {
    param([int] $Seconds)
    [System.Threading.Tasks.Task]::Delay($Seconds * 1000).Wait()
}
